import { useTexts } from '../../texts/texts.tsx';

export function NothingHere() {
  const texts = useTexts();
  return (
    <div className="panel">
      <span className="badge good">{texts.review.nothing}</span>
    </div>
  );
}
