import { Link } from '@tanstack/react-router';
import { visibleName } from './value.tsx';

interface RecordLinkProps {
  readonly workspace: string;
  readonly connection: string;
  /** Absent: the page finds it by its id. */
  readonly object?: string;
  readonly id: string;
  readonly label: string;
}

/** A record by its name, leading to its story. */
export function RecordLink({ workspace, connection, object, id, label }: RecordLinkProps) {
  const name = <span className="value">{visibleName(label === '' ? id : label)}</span>;
  if (object === undefined) {
    return (
      <Link to="/workspaces/$workspace/records" params={{ workspace }} search={{ search: id }}>
        {name}
      </Link>
    );
  }
  return (
    <Link to="/workspaces/$workspace/record" params={{ workspace }} search={{ connection, object, keyOrId: id }}>
      {name}
    </Link>
  );
}
