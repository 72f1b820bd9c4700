/// How this process was started, as the environment says; known also where the package was built without its trait `MPI`.
extension ProcessGroup {
  /// Which one of the processes that were started together this is, from 0.
  public static var startedRank: Int {
    MessagePassing.number(["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"]) ?? 0
  }

  /// The number of processes that were started together.
  public static var startedCount: Int { MessagePassing.number(["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"]) ?? world.size }

  /// The number of them on this machine, so far as that is known.
  public static var startedHere: Int {
    MessagePassing.number(["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"]) ?? world.size
  }
}
