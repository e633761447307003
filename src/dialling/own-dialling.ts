import type { Identity } from '../access/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { PbxAccess } from '../platform/pbx-access.ts';
import { canDial } from './dial.ts';
import { diallingPlace, type DiallingObstacle } from './dialling-place.ts';

/** For the screen: the telephone that rings first when this token dials, or why it cannot. */
export function ownDialling(
  identity: Identity,
  configuration: Configuration,
  access: PbxAccess,
): { extension: string | null; obstacle: DiallingObstacle | null } {
  const place = diallingPlace(identity, null, configuration, canDial(access));
  return place.kind === 'place'
    ? { extension: place.extension, obstacle: null }
    : { extension: null, obstacle: place.kind };
}
