/** Free and busy times of doctors, without patients. */
export interface Timetable {
  doctors: { id: string; name: string }[];
  /** `branch` is the clinic's own branch that this one of the MIS is, null when it is not known. */
  branches: { id: string; name: string; branch: string | null }[];
  slots: { branchId: string; doctorId: string; startsAt: Date; minutes: number; busy: boolean }[];
}
