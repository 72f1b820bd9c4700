/// Texts that stand for a missing value.
public enum MissingMarks {
  /// Marks that are so common that they are refused as labels of classes too: an empty field, `NA`, `NaN`, `NULL`, `?` and
  /// spellings of these, and the errors of spreadsheets, such as `#N/A`.
  public static let usual: Set<String> = [
    "", "NA", "N/A", "n/a", "N.A.", "n.a.", "<NA>", "NaN", "nan", "NAN", "-nan", "-NaN", "NaT", "NULL", "null", "?",
    "#N/A", "#NA", "#N/A N/A", "#VALUE!", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!",
  ]

  /// Marks of a missing number that can be labels: `none` beside `mild`, `-` beside `+`.
  static let amongNumbers: Set<String> = [
    "-", "--", "---", "–", "—", ".", "..", "...", "*", "na", "Na", "None", "none", "NONE", "nil", "missing", "unknown",
  ]

  /// The longest of all these, in bytes.
  static let longest = 9
}
