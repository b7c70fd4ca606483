/** Who bought. All parts may be missing: guests, sessions without contact. */
export interface Customer {
  readonly id?: string;
  readonly email?: string;
  readonly name?: string;
}
