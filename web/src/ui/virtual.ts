// Where the rows of a long list stand, which of them are in sight, and where to scroll so that nothing moves under the
// eye while rows come and go above it. Pure: heights in pixels, keys as the list has them.

/** The start of each row and, last, the end of all. */
export function offsetsOf(keys: readonly string[], heights: ReadonlyMap<string, number>, estimate: number): Float64Array {
  const out = new Float64Array(keys.length + 1);
  for (const [i, key] of keys.entries()) out[i + 1] = out[i]! + (heights.get(key) ?? estimate);
  return out;
}

/** The index of the row that covers this place. */
export function indexAt(offsets: Float64Array, place: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (offsets[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The rows to render for what is in sight, with some more on both sides: [from, to). */
export function range(offsets: Float64Array, top: number, height: number, more: number): [number, number] {
  const count = offsets.length - 1;
  if (count === 0) return [0, 0];
  const from = Math.max(0, indexAt(offsets, top) - more);
  const to = Math.min(count, indexAt(offsets, top + height) + 1 + more);
  return [from, to];
}

export interface Place {
  key: string;
  index: number;
  /** How far below the upper edge of what is in sight the row begins; negative when it is cut. */
  below: number;
}

/** The rows in sight, by which the list finds its place again. */
export function placesOf(keys: readonly string[], offsets: Float64Array, top: number, height: number): Place[] {
  const [from, to] = range(offsets, top, height, 0);
  return keys.slice(from, to).map((key, i) => ({ key, index: from + i, below: offsets[from + i]! - top }));
}

/**
 * Where to scroll after the list changed, so that a row that was in sight stays where it was. A row that went up in the
 * list is not followed: somebody reads on where they were, not after the row that got a new message.
 */
export function topAfter(places: readonly Place[], keys: readonly string[], offsets: Float64Array): number | null {
  const at = new Map(keys.map((key, i) => [key, i]));
  for (const place of places) {
    const index = at.get(place.key);
    if (index !== undefined && index >= place.index) return offsets[index]! - place.below;
  }
  const first = places.find(({ key }) => at.has(key));
  return first ? offsets[at.get(first.key)!]! - first.below : null;
}

/** How many rows above the first one in sight were not there before. */
export function freshAbove(before: ReadonlySet<string>, keys: readonly string[], index: number): number {
  return keys.slice(0, index).filter((key) => !before.has(key)).length;
}
