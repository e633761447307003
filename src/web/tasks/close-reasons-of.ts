/** What a task of this type is closed with; the key of each is its place. */
export function closeReasonsOf(type: string, common: readonly string[]): readonly string[] {
  return type === 'confirm-visit' ? ['confirmed', ...common] : common;
}
