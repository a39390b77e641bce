/**
 * Answers that are the same for every release of a chart, kept as long as what they were read from: a snapshot, a set of files, the
 * bytes of one. None of these ever changes.
 */
import type { RepoPath } from "../../model/brands.ts";
import type { RepoSnapshot } from "../../model/snapshot.ts";

export function rememberIn<Key extends object, Name, Answer>(
  find: (key: Key, name: Name) => Answer,
): (key: Key, name: Name) => Answer {
  const known = new WeakMap<Key, Map<Name, Answer>>();
  return (key, name) => {
    let answers = known.get(key);
    if (answers === undefined) {
      answers = new Map();
      known.set(key, answers);
    }
    const answer = answers.get(name);
    if (answer !== undefined) return answer;
    const found = find(key, name);
    answers.set(name, found);
    return found;
  };
}

export function inSnapshot<Answer>(
  find: (snapshot: RepoSnapshot, directory: RepoPath) => Answer,
): (snapshot: RepoSnapshot, directory: RepoPath) => Answer {
  return rememberIn(find);
}
