/** The types of the one door to pg, for stores that count their round trips. */
export type { Pool, PoolClient, QueryResult } from 'pg';
