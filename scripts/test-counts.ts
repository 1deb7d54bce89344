/** How a run of the tests ended. */
export interface TestCounts {
  readonly passed: number
  /** Failed tests, and files that failed outside of their tests: could not be loaded, a failing hook, a killed worker. */
  readonly failed: number
  readonly skipped: number
}

interface Report {
  readonly testResults: readonly { name: string; status: string; assertionResults: readonly { status: string }[] }[]
}

/**
 * The counts of vitest's JSON report; undefined where there is no whole report, as after a crash. They come from the
 * single tests: the report's own totals count no failure for a file that could not be loaded or whose worker was killed.
 *
 * @param files the absolute paths of all test files
 */
export const readTestCounts = (read: () => string, files: readonly string[]): TestCounts | undefined => {
  let report: Report
  try {
    report = JSON.parse(read()) as Report
  } catch {
    return undefined
  }
  const statuses = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status))
  const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length
  // vitest fails a file without tests, so one that passed without any was killed while it was loaded
  const outside = report.testResults.filter(({ status, assertionResults: tests }) =>
    status === 'failed' ? !tests.some((test) => test.status === 'failed') : tests.length === 0,
  ).length
  const reported = new Set(report.testResults.map(({ name }) => name))
  const missing = files.filter((file) => !reported.has(file)).length
  return {
    passed: count('passed'),
    // a test that is still pending when the run has ended is one whose worker was killed
    failed: count('failed', 'pending') + outside + missing,
    skipped: count('skipped', 'todo', 'disabled'),
  }
}
