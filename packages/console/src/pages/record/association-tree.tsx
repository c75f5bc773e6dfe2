import type { RecordStory } from '../../api/queries.ts';
import { visible, visibleName } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

/** What the record is associated with on either side, and why what is on one side alone is not on the other. */
export function AssociationTree({ story }: { readonly story: RecordStory }) {
  const texts = useTexts();
  if (story.associations.length === 0) return null;
  return (
    <section className="panel">
      <h2>{texts.record.associations}</h2>
      <ul className="tree">
        {story.associations.map(({ left, right, targets }) => (
          <li key={`${left} ${right}`}>
            <strong className="value">
              {visible(left)} ⇄ {visible(right)}
            </strong>
            <ul>
              {targets.length === 0 && <li className="soft">{texts.common.empty}</li>}
              {targets.map((target, index) => (
                <li key={`${target.label} ${index}`} className="value">
                  {visibleName(target.label)}{' '}
                  {target.reason === null ? (
                    <span className="badge good">{texts.map.placed}</span>
                  ) : (
                    <>
                      <span className="badge warn">
                        {texts.record.only(
                          [target.left && story.connections.left, target.right && story.connections.right]
                            .filter((name) => name !== false)
                            .join(', '),
                        )}
                      </span>{' '}
                      <span className="soft">{visible(target.reason)}</span>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
