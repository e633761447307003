// Prints `N passed, N failed, N skipped` from the results that jest wrote with --json --outputFile.
// Exit code 1 when anything failed or was skipped, or when there are no results.
import { readFileSync } from 'node:fs';

/** A suite that did not even start has no tests to count: it counts as one failure. */
function count(file) {
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.log('There are no test results.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  for (const { name, assertionResults } of results.testResults) {
    for (const { status, fullName } of assertionResults) {
      if (['pending', 'todo', 'disabled', 'skipped'].includes(status)) console.log(`skipped: ${name}: ${fullName}`);
    }
  }
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const unexplained = failed === 0 && (results.success !== true || results.numTotalTests === 0) ? 1 : 0;
  return {
    passed: results.numPassedTests,
    failed: failed + unexplained,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

const { passed, failed, skipped } = count(process.argv[2]);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || skipped > 0 ? 1 : 0;
