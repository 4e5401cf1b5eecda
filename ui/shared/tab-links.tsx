import { Link, usePlace } from "./router.tsx";

export interface TabLink {
  /** The value of `tab` in the address; the first one's is left out. */
  readonly name: string;
  readonly title: string;
}

/** The parts of one thing's page, as links: they wrap where there is no room, can be opened in another tab, and come back by "back". */
export function TabLinks({ label, of, current }: { readonly label: string; readonly of: readonly TabLink[]; readonly current: string }) {
  const { path } = usePlace();
  return (
    <nav className="tab-links" aria-label={label}>
      {of.map(({ name, title }, index) => (
        <Link key={name} to={index === 0 ? path : `${path}?tab=${name}`} aria-current={name === current ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
