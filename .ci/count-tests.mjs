// Prints `N passed, N failed, N skipped` from the results that jest wrote with --json --outputFile; a second file holds
// the results of the test files that failed and were run once more, alone, and stand in the place of the first.
// A test that failed and then passed is printed as `unsteady`, never kept silent.
// Exit code 1 when anything failed or was skipped, or when there are no results.
import { read } from './test-results.mjs';

const [first, second] = process.argv.slice(2).map(read);
if (first == null) console.log('There are no test results.');

const again = new Map((second?.testResults ?? []).map((file) => [file.name, file]));
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const file of first?.testResults ?? []) {
  const last = again.get(file.name) ?? file;
  for (const { status, fullName } of last.assertionResults) {
    if (status === 'passed') counts.passed += 1;
    else if (status === 'failed') counts.failed += 1;
    else {
      counts.skipped += 1;
      console.log(`skipped: ${file.name}: ${fullName}`);
    }
  }
  // A file that did not even start has no tests to count: it counts as one failure.
  if (last.status === 'failed' && !last.assertionResults.some(({ status }) => status === 'failed')) counts.failed += 1;
  if (last === file) continue;
  const passed = new Set(last.assertionResults.filter(({ status }) => status === 'passed').map((one) => one.fullName));
  for (const { status, fullName } of file.assertionResults)
    if (status === 'failed' && passed.has(fullName)) console.log(`unsteady: ${file.name}: ${fullName}`);
}
// Nothing ran, or jest itself is not content (a teardown that failed) though every test is.
if (counts.passed === 0 || ((second ?? first)?.success !== true && counts.failed === 0)) counts.failed += 1;
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.skipped > 0 ? 1 : 0;
