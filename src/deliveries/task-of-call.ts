/**
 * SQL: whether the task that a missed call made is closed; null when the call made none. What is told outside about
 * calling back goes by it.
 */
export function taskOfCallClosed(call: string): string {
  return `(select bool_and(t.state = 'closed') from task_call l join task t on t.id = l.task_id
    where l.call_id = ${call} and l.role = 'missed')`;
}
