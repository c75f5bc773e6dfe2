import type { CompiledSync } from '../context/compiled-sync.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import type { Problem } from './problem.ts';

export interface Compilation {
  /** Targets before sources where no cycle forbids it. Empty while there are problems. */
  readonly syncs: readonly CompiledSync[];
  /**
   * Not to be run. Those whose objects are known from before, or not needed to tell what they are, stand in `syncs` as well:
   * their links still place the associations of others.
   */
  readonly stopped: readonly StoppedSync[];
  readonly problems: readonly Problem[];
  /** What was taken from defaults, and options without a partner: for a person to read before the first write. */
  readonly notes: readonly CompilationNote[];
  /** What the names of the file stand for. */
  readonly names: readonly UnderstoodName[];
}

export interface CompilationNote {
  readonly sync: string;
  readonly text: string;
  /** Of interest to whoever writes the file; a sync that repeats it every ten minutes would only be noise. */
  readonly forCheck?: true;
}

/** A name of the file and the id that it stands for: to be remembered by whoever compiles again. */
export interface UnderstoodName {
  readonly connection: string;
  /** Id. */
  readonly object: string;
  /** `null`: the name is that of the object. */
  readonly field: string | null;
  readonly name: string;
}
