// Prints the test files that failed, one a line, when they are few: more than a few are no accident of the machine.
import { read } from './test-results.mjs';

const FEW = 2;

const failed = (read(process.argv[2])?.testResults ?? []).filter(({ status }) => status === 'failed');
if (failed.length <= FEW) for (const { name } of failed) console.log(name);
