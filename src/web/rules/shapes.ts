/** What the API of the rules answers; see /docs. */
export interface Found {
  key: string;
  /** From 1; null: the text as a whole. */
  line: number | null;
  column: number | null;
  message: string;
  remedy: string;
}

export interface Version {
  id: number;
  at: string;
  who: string;
  note: string;
  parent: number | null;
  ofFile: boolean;
}

export interface RulesText {
  text: string;
  fileText: string;
  saved: Version | null;
  fileChanged: boolean;
  problems: Found[];
}

export interface Checked {
  ok: boolean;
  rules: number | null;
  problems: Found[];
  warnings: Found[];
}

export interface Tried {
  rule: string | null;
  words: string[];
  told: Record<string, string | number | boolean | null>;
}

export interface Replayed {
  calls: number;
  different: number;
  byRule: { rule: string | null; before: number; now: number }[];
  items: {
    call: string;
    startedAt: string;
    branch: string | null;
    class: string | null;
    result: string | null;
    changed: string[];
    before: { rule: string | null } | null;
    now: { rule: string | null };
  }[];
}

export interface VersionView {
  version: Version;
  text: string;
  against: 'file' | number;
  diff: { change: 'same' | 'added' | 'removed'; text: string }[];
}
