import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface TabsProps<Name extends string> {
  /** What it is that has these parts, for those who do not see it. */
  readonly label: string;
  readonly names: readonly Name[];
  readonly shown: Name;
  readonly to: (name: Name) => LinkProps;
  readonly children: (name: Name) => ReactNode;
}

/** The parts of a page, of which one is shown, each with an address of its own. */
export function Tabs<Name extends string>({ label, names, shown, to, children }: TabsProps<Name>) {
  return (
    <nav className="tabs" aria-label={label}>
      {names.map((name) => (
        <Link key={name} {...to(name)} aria-current={name === shown ? 'page' : undefined}>
          {children(name)}
        </Link>
      ))}
    </nav>
  );
}
