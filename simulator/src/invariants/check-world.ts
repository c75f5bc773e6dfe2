import type { World } from '../world/world.ts';
import { checkAccountedFor } from './accounted-for.ts';
import { checkArchives } from './archives.ts';
import { checkAssociationsAlike, checkValuesAlike } from './convergence.ts';
import { checkDirection } from './direction.ts';
import { checkFilters } from './filters.ts';
import { checkImpliedUntouched } from './implied.ts';
import { checkLookups, checkNamedWhenBorne } from './lookups.ts';
import { checkMergers } from './mergers.ts';
import { checkNoDuplicates } from './no-duplicates.ts';
import { checkNoLostEdges } from './no-lost-edges.ts';
import { checkNoLostEdits } from './no-lost-edits.ts';
import { checkNoPhantomRemovals } from './no-phantom-removals.ts';
import { checkOneSidedEdits } from './one-sided-edits.ts';
import { checkOneSidedMoves } from './one-sided-moves.ts';
import { checkReviews } from './reviews.ts';
import { loadStanding } from './standing.ts';
import { checkSurvivorsTwin } from './survivors.ts';
import { checkUndoStands } from './undo.ts';

/** Everything that must hold of a world that has come to rest. */
export async function checkWorld(world: World): Promise<void> {
  const standing = await loadStanding(world);
  checkValuesAlike(world, standing);
  checkAssociationsAlike(world, standing);
  checkLookups(world, standing);
  checkNamedWhenBorne(world);
  checkNoLostEdits(world);
  checkOneSidedEdits(world);
  checkOneSidedMoves(world);
  checkNoLostEdges(world, standing);
  checkNoDuplicates(world, standing);
  checkSurvivorsTwin(world, standing);
  checkNoPhantomRemovals(world);
  checkArchives(world, standing);
  checkReviews(world, standing);
  await checkMergers(world);
  checkUndoStands(world);
  checkDirection(world);
  checkImpliedUntouched(world);
  await checkAccountedFor(world, standing);
  await checkFilters(world, standing);
}
