/** Runs the assertion until it passes and answers what it answers; its last failure is the test's. */
export async function eventually<T>(assertion: () => T | Promise<T>, milliseconds = 20_000): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}
