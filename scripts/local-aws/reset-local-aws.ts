/** Empties a local AWS: every service is as after a start. */
export async function resetLocalAws(endpoint: string): Promise<void> {
  const response = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${endpoint} answered ${response.status} to a reset`);
}
