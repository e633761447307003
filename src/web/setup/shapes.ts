/** What the API of the configuration answers; see /docs. */
export interface SettingField {
  key: string;
  type: 'text' | 'number' | 'yes-no' | 'choice';
  options: string[];
  required: boolean;
  secret: boolean;
  generated: boolean;
  description: string;
  example: string | null;
  default: string | null;
}

export interface Provider {
  id: string;
  name: string;
  fields: SettingField[];
  groups: { key: string; required: boolean; description: string }[];
  byHand: string[];
  connects: boolean;
  history: boolean;
}

export interface KnownAccount {
  id: string;
  provider: string;
  settings: Record<string, string>;
  secrets: string[];
}

export interface KnownBranch {
  id: string;
  name: string;
  zone: string;
  areaCode: string | null;
  hours: string | null;
  seats: { id: string; name: string; extensions: string[] }[];
  lines: { number: string; name: string }[];
}

export interface FoundProblem {
  key: string;
  message: string;
  remedy: string;
}

export interface SetupState {
  path: string;
  base: string | null;
  configured: boolean;
  applied: boolean;
  mayRestart: boolean;
  elsewhere: string[];
  obstacle: { code: string; place: string } | null;
  problems: FoundProblem[];
  clinic: { name: string; language: 'ru' | 'en' } | null;
  branches: KnownBranch[];
  pbx: KnownAccount[];
  mis: KnownAccount[];
  recordings: { keep: 'at-pbx' | 'copy'; days: number | null };
  providers: { pbx: Provider[]; mis: Provider[] };
  people: number;
}

export interface Checked {
  problems: FoundProblem[];
  diff: { change: 'same' | 'added' | 'removed'; text: string }[];
}

export interface Written {
  base: string;
  backup: string | null;
  applied: boolean;
}
