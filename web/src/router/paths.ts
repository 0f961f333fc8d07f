// Addresses of pages as patterns: "/inbox/:conversation?". A name with "?" may be missing and comes last.

type Part<S extends string> = S extends `:${infer N}?` ? { [K in N]?: string } : S extends `:${infer N}` ? { [K in N]: string } : object;
export type Params<P extends string> = P extends `${infer Head}/${infer Rest}` ? Part<Head> & Params<Rest> : Part<P>;

const partsOf = (path: string) => path.split('/').filter(Boolean);

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** What the names of a pattern stand for in a path; null where the path is not one of the pattern's. */
export function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = partsOf(pattern);
  const given = partsOf(path);
  if (given.length > wanted.length) return null;
  const params: Record<string, string> = {};
  for (const [i, want] of wanted.entries()) {
    const part = given[i];
    if (!want.startsWith(':')) {
      if (part !== want) return null;
    } else if (part !== undefined) {
      const value = decoded(part);
      if (value === null) return null;
      params[want.replace(/^:|\?$/g, '')] = value;
    } else if (!want.endsWith('?')) {
      return null;
    }
  }
  return params;
}

/** The path of a pattern with these values; what is missing falls away. */
export function pathOf<P extends string>(pattern: P, params: Params<P>): string {
  const values = params as Record<string, string | undefined>;
  const parts = partsOf(pattern).map((part) => (part.startsWith(':') ? values[part.replace(/^:|\?$/g, '')] : part));
  return `/${parts.filter((part) => part !== undefined).map((part) => encodeURIComponent(part)).join('/')}`;
}
