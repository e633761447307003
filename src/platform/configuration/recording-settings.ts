/** At the PBX, where they are played from; or copied here and kept for so many days after the call. */
export type RecordingPlace = { keep: 'at-pbx' } | { keep: 'copy'; days: number };

export interface RecordingSettings {
  place: RecordingPlace;
  /** Roles that may listen. */
  listen: readonly ('reception' | 'senior' | 'manager' | 'it')[];
  /** 32 bytes as base64 or hex; undefined: made by us and kept in the folder. */
  key: string | undefined;
  /** Keys of older copies. */
  formerKeys: readonly string[];
  storage: 'disk' | 's3';
  /** Undefined: `recordings` in the data folder. */
  folder: string | undefined;
  s3: S3Settings | undefined;
  maximumMegabytes: number;
  /** A recording that is shorter than the talk by more than this is awaited to grow. */
  tolerancePercent: number;
  giveUpHours: number;
  /** Where others reach us, for links in records of a MIS; undefined: they get the PBX's own link. */
  publicAddress: string | undefined;
  linkDays: number;
}

export interface S3Settings {
  endpoint: string;
  region: string;
  bucket: string;
  prefix?: string | undefined;
  accessKey: string;
  secretKey: string;
}
