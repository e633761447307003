import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import { uis } from './uis/adapter.ts';

/** Every telephone system that Trubka speaks with; the folders beside this file. */
export const pbxAdapters: readonly PbxAdapter[] = [uis];
