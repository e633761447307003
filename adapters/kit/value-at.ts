/**
 * What stands at a dot path of a notification: `call.from.number`, `members.0.extension`. A name that holds dots itself
 * is found as written, and the path goes on through JSON that was put into a text. Undefined: nothing there.
 */
export function valueAt(source: unknown, path: string): unknown {
  const container = opened(source);
  if (container === null) return undefined;
  if (Object.hasOwn(container, path)) return container[path];
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const name = path.slice(0, dot);
    if (!Object.hasOwn(container, name)) continue;
    const found = valueAt(container[name], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The paths of all values that are neither objects nor lists, in order, at most `limit`. */
export function pathsOf(source: unknown, limit = 200): string[] {
  const paths: string[] = [];
  const walk = (value: unknown, at: string, depth: number): void => {
    const container = depth < DEEPEST ? opened(value) : null;
    if (container === null) {
      if (at !== '' && paths.length < limit) paths.push(at);
      return;
    }
    for (const name of Object.keys(container)) {
      if (paths.length >= limit) return;
      walk(container[name], at === '' ? name : `${at}.${name}`, depth + 1);
    }
  };
  walk(source, '', 0);
  return paths;
}

const DEEPEST = 20;

function opened(value: unknown): Record<string, unknown> | null {
  if (typeof value === 'object') return value as Record<string, unknown> | null;
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return null;
  try {
    return JSON.parse(value) as Record<string, unknown>;
  } catch {
    return null;
  }
}
