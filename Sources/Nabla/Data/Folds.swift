/// Dividing examples into parts without chance, for cross-validation: the part of each example, from 0, as scikit-learn's
/// splitters divide them where they do not shuffle.
public enum Folds {
  /// Parts of consecutive examples, the first n mod k of them one longer than the others (`KFold`).
  ///
  /// - Precondition: 2 ≤ k ≤ n.
  /// - Complexity: O(n).
  public static func consecutive(_ n: Int, _ k: Int) -> [Int] {
    precondition(k >= 2 && k <= n, "\(k) folds of \(n) examples where 2...\(n) were expected")
    let (size, longer) = n.quotientAndRemainder(dividingBy: k)
    return (0..<k).flatMap { part in Array(repeating: part, count: size + (part < longer ? 1 : 0)) }
  }

  /// Parts in which every class is as often as in the others, to within one; the examples of each class are divided in their
  /// order (`StratifiedKFold`).
  ///
  /// - Precondition: 2 ≤ k ≤ n; classes are at least 0.
  /// - Complexity: O(n + classes · k).
  public static func stratified(_ classes: [Int], _ k: Int) -> [Int] {
    let n = classes.count
    precondition(k >= 2 && k <= n, "\(k) folds of \(n) examples where 2...\(n) were expected")
    // Classes in the order in which they appear: every k-th place of the examples sorted by class goes to one part.
    var place = [Int](repeating: -1, count: (classes.max() ?? 0) + 1)
    var counts: [Int] = []
    for c in classes {
      if place[c] < 0 {
        place[c] = counts.count
        counts.append(0)
      }
      counts[place[c]] += 1
    }
    var (start, parts) = (0, [[Int]](repeating: [], count: counts.count))
    for (c, count) in counts.enumerated() {
      // How many of the places start ..< start + count are each part's.
      parts[c] = (0..<k).flatMap { part -> [Int] in
        let first = start + ((part - start) % k + k) % k
        return Array(repeating: part, count: first < start + count ? (start + count - 1 - first) / k + 1 : 0)
      }
      start += count
    }
    var next = [Int](repeating: 0, count: counts.count)
    return classes.map { c in
      defer { next[place[c]] += 1 }
      return parts[place[c]][next[place[c]]]
    }
  }

  /// Parts that have each group as a whole: the largest groups first, each to the part with the fewest examples so far
  /// (`GroupKFold`). Groups are numbered in the order of their values.
  ///
  /// - Precondition: there are k groups or more, numbered from 0; k ≥ 2.
  /// - Complexity: O(n + groups · (k + log groups)).
  public static func grouped(_ groups: [Int], _ k: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: (groups.max() ?? -1) + 1)
    for group in groups { counts[group] += 1 }
    let present = counts.indices.filter { counts[$0] > 0 }
    precondition(k >= 2 && k <= present.count, "\(k) folds of \(present.count) groups")
    // Of groups of one size the last comes first.
    let order = present.sorted { (counts[$0], $0) > (counts[$1], $1) }
    var sizes = [Int](repeating: 0, count: k)
    var parts = [Int](repeating: 0, count: counts.count)
    for group in order {
      let part = sizes.indices.min { (sizes[$0], $0) < (sizes[$1], $1) } ?? 0
      sizes[part] += counts[group]
      parts[group] = part
    }
    return groups.map { parts[$0] }
  }

  /// Parts of consecutive examples at the end, each of n / (k + 1) of them, to test on what was trained on all examples before
  /// (`TimeSeriesSplit`).
  ///
  /// - Precondition: 2 ≤ k < n.
  /// - Complexity: O(k).
  public static func ordered(_ n: Int, _ k: Int) -> [Range<Int>] {
    precondition(k >= 2 && k < n, "\(k) folds of \(n) examples in their order")
    let size = n / (k + 1)
    return (0..<k).map { part in n - (k - part) * size..<n - (k - part - 1) * size }
  }
}
