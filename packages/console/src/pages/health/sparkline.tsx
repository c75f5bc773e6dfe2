import type { Run } from '../../api/queries.ts';
import { useTexts } from '../../texts/texts.tsx';

/** So many runs are drawn. */
const shownRuns = 24;

/** The height of the picture, and the room of one run. */
const size = { height: 28, run: 7, bar: 5 } as const;

/** How much the last runs of a sync have written, the latest on the right; one that did not come to its end is marked. */
export function Sparkline({ sync, runs }: { readonly sync: string; readonly runs: readonly Run[] }) {
  const texts = useTexts();
  const own = runs
    .flatMap((run) => {
      const part = run.syncs.find(({ name }) => name === sync);
      if (part === undefined) return [];
      const written = [part.left, part.right].reduce(
        (sum, side) => sum + side.created + side.updated + side.archived,
        0,
      );
      return [{ run: run.run, written, isBraked: part.brakes > 0 }];
    })
    .slice(0, shownRuns)
    .reverse();
  if (own.length < 2) return null;
  const most = Math.max(1, ...own.map(({ written }) => written));
  const width = shownRuns * size.run;
  const first = shownRuns - own.length;
  const told = texts.health.lastWrites(own.map(({ written }) => texts.number(written)).join(', '));
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${size.height}`} width={width} height={size.height} role="img">
      <title>{told}</title>
      <rect className="ground" x={0} y={size.height - 1} width={width} height={1} />
      {own.map(({ run, written, isBraked }, index) => {
        // A run that wrote something is seen, however little it was beside the others.
        const height = written === 0 ? 1 : Math.max(3, Math.round((written / most) * size.height));
        return (
          <rect
            key={run}
            className={isBraked ? 'braked' : undefined}
            x={(first + index) * size.run}
            y={size.height - height}
            width={size.bar}
            height={height}
          />
        );
      })}
    </svg>
  );
}
