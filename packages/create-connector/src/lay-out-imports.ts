const lineWidth = 120;

/** Imports as the formatter of the new package lays them out: another app's name makes their lines longer or shorter. */
export function layOutImports(code: string): string {
  return code.replace(
    /^import (type )?\{([^}]*)\} from ('[^']*');$/gm,
    (_all, type: string | undefined, list: string, from: string) => {
      const names = list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
      const start = `import ${type ?? ''}{`;
      const line = `${start} ${names.join(', ')} } from ${from};`;
      return line.length <= lineWidth
        ? line
        : `${start}\n${names.map((name) => `  ${name},\n`).join('')}} from ${from};`;
    },
  );
}
