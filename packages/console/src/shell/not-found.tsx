import { Link } from '@tanstack/react-router';
import { useTexts } from '../texts/texts.tsx';

export function NotFound() {
  const texts = useTexts();
  return (
    <div className="panel">
      <h1>{texts.shell.notFound}</h1>
      <Link to="/">Linkwright</Link>
    </div>
  );
}
