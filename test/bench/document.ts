import type { Finding, Verdict } from './benchmark-case.ts';
import type { Machine } from './machine.ts';
import { printTable, show } from './table.ts';

export interface Run {
  machine: Machine;
  command: string;
  at: Date;
  short: boolean;
  findings: { name: string; seconds: number; finding: Finding }[];
}

export function sentence({ aim, found, limit, unit, met }: Verdict): string {
  const value = `${show(found)} ${unit}`;
  if (met) return `met: ${aim}: ${value} (limit ${show(limit)} ${unit})`;
  const by = limit === 0 ? '' : `, ${Math.round(Math.abs(found / limit - 1) * 100)} % off`;
  return `SHORT OF THE AIM: ${aim}: ${value}, limit ${show(limit)} ${unit}${by}`;
}

export function machineLines(machine: Machine): string[] {
  return [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}${machine.postgres && `, PostgreSQL ${machine.postgres}`}`,
    `disk: 8 kB and fdatasync p50 ${show(machine.disk.p50)} ms, p99 ${show(machine.disk.p99)} ms${machine.dataInMemory ? ' (the data lies in memory: fsync costs nothing here)' : ''}`,
    `load average of the minute before: ${show(machine.loadBefore)}`,
  ];
}

/** One case for the terminal. */
export function printFinding({ title, tables, verdicts, notes, faults }: Finding): string {
  return [
    `\n${title.toUpperCase()}`,
    ...tables.map((table) => `${printTable(table)}\n`),
    ...verdicts.map((verdict) => sentence(verdict)),
    ...notes,
    ...faults.map((fault) => `FAULT: ${fault}`),
  ].join('\n');
}

/** docs/benchmarks.md, whole. */
export function markdown({ machine, command, at, short, findings }: Run): string {
  const parts = [
    '# Benchmarks',
    'Written by `npm run bench -- --markdown docs/benchmarks.md`; do not edit. Everything runs on one machine, on loopback: the product as it is ' +
      'delivered, on its embedded PostgreSQL, and the process that makes the load and takes the times share the same cores.',
    `Measured ${at.toISOString().slice(0, 10)} by \`${command}\`${short ? ' (short: to see that it works, not to rely on)' : ''}:`,
    machineLines(machine)
      .map((line) => `- ${line}`)
      .join('\n'),
  ];
  for (const { finding } of findings) {
    parts.push(`## ${finding.title}`, finding.how, ...finding.tables.map((table) => printTable(table)));
    const lines = [
      ...finding.verdicts.map(sentence),
      ...finding.notes,
      ...finding.faults.map((fault) => `**Fault of the measurement:** ${fault}`),
    ];
    if (lines.length > 0) parts.push(lines.map((line) => `- ${line}`).join('\n'));
  }
  parts.push(
    '## Run it',
    'All of it: `npm run bench`. Single cases: `npm run bench -- ring intake lookup corpus fsync redis`. `--short` takes a few minutes, `--json FILE` writes all figures, ' +
      '`--data FOLDER` puts the databases on another disk. Node-RED and `@app-connect/core` are installed from npm into `.bench/` at the first run; `redis` needs `redis-server`.',
  );
  return `${parts.join('\n\n')}\n`;
}
