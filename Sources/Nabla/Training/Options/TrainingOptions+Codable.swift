extension TrainingOptions {
  private enum CodingKeys: CodingKey {
    case schedule, regularization, layerRates, dropout, gradientLimit, stopping, penaltySchedule, dropoutSchedule
  }

  /// Reads options; without rates of layers, or schedules of penalties and dropout, where none are told, as in files from before there
  /// were any.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schedule = try container.decode(Schedule.self, forKey: .schedule)
    regularization = try container.decode(Regularization.self, forKey: .regularization)
    layerRates = try container.decodeIfPresent([String: Double].self, forKey: .layerRates) ?? [:]
    dropout = try container.decode(Dropout.self, forKey: .dropout)
    gradientLimit = try container.decodeIfPresent(Double.self, forKey: .gradientLimit)
    stopping = try container.decodeIfPresent(EarlyStopping.self, forKey: .stopping)
    penaltySchedule = try container.decodeIfPresent(Schedule.self, forKey: .penaltySchedule) ?? .constant
    dropoutSchedule = try container.decodeIfPresent(Schedule.self, forKey: .dropoutSchedule) ?? .constant
  }

  /// Writes the options.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schedule, forKey: .schedule)
    try container.encode(regularization, forKey: .regularization)
    if !layerRates.isEmpty { try container.encode(layerRates, forKey: .layerRates) }
    try container.encode(dropout, forKey: .dropout)
    try container.encodeIfPresent(gradientLimit, forKey: .gradientLimit)
    try container.encodeIfPresent(stopping, forKey: .stopping)
    if penaltySchedule != .constant { try container.encode(penaltySchedule, forKey: .penaltySchedule) }
    if dropoutSchedule != .constant { try container.encode(dropoutSchedule, forKey: .dropoutSchedule) }
  }
}
