/** What an authenticator is set up with; the server shows it this once. */
export interface TotpBegun {
  secret: string;
  /** `otpauth://…` */
  address: string;
}
