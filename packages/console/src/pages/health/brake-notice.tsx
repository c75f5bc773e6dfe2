import type { Brake } from '../../api/queries.ts';
import { visible } from '../../components/value.tsx';
import { When } from '../../components/when.tsx';
import { useTexts } from '../../texts/texts.tsx';

/** Why nothing was written, and how to go on. */
export function BrakeNotice({ brake }: { readonly brake: Brake }) {
  const texts = useTexts();
  return (
    <div className="notice bad">
      <strong className="value">
        {texts.health.brake}: {visible(brake.text)}
      </strong>
      <span className="value">{visible(brake.cause)}</span>
      {brake.example !== null && (
        <span className="value">
          {texts.health.example}: {visible(brake.example.label)}
        </span>
      )}
      <span className="value">{visible(brake.remedy)}</span>
      <span className="soft">
        {texts.health.brakeOf(brake.count, brake.of)} · <When at={brake.since} />
      </span>
    </div>
  );
}
