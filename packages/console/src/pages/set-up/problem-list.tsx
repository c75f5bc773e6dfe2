import type { Schemas } from '../../api/client.ts';
import { visible } from '../../components/value.tsx';

/** What is wrong in the file, each with its place and what to do. */
export function ProblemList({ problems }: { readonly problems: Schemas['configuration']['problems'] }) {
  if (problems.length === 0) return null;
  return (
    <div className="notice bad" role="alert">
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.column} ${problem.code}`} className="value">
            <code>
              {problem.file}:{problem.line}:{problem.column}
            </code>{' '}
            {visible(problem.message)} {visible(problem.remedy)}
          </li>
        ))}
      </ul>
    </div>
  );
}
