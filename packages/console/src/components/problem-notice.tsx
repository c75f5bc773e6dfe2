import { ApiProblem } from '../api/api-problem.ts';
import { useTexts } from '../texts/texts.tsx';
import { visible } from './value.tsx';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly retry?: () => void;
  /** Takes it away. Absent: it goes with what it stands in. */
  readonly close?: () => void;
}

/** Why something was not done, and what to do about it. */
export function ProblemNotice({ error, retry, close }: ProblemNoticeProps) {
  const texts = useTexts();
  const problem = error instanceof ApiProblem ? error : null;
  const unreachable = problem?.status === 0;
  const title = unreachable ? texts.common.unreachable : visible(problem?.message ?? String(error));
  const remedy = unreachable ? texts.common.unreachableRemedy : visible(problem?.remedy ?? '');
  return (
    <div className="notice bad" role="alert">
      <strong className="value">{title}</strong>
      {remedy !== '' && <span className="value">{remedy}</span>}
      {problem !== null && problem.problems.length > 0 && (
        <ul>
          {problem.problems.map((one) => (
            <li key={`${one.code} ${one.message}`} className="value">
              {visible(one.message)} {visible(one.remedy ?? '')}
            </li>
          ))}
        </ul>
      )}
      {retry !== undefined && (
        <div>
          <button type="button" className="button" onClick={retry}>
            {texts.common.retry}
          </button>
        </div>
      )}
      {close !== undefined && (
        <div>
          <button type="button" className="button" onClick={close}>
            {texts.common.close}
          </button>
        </div>
      )}
    </div>
  );
}
