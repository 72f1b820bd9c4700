#pragma once
#include <mpi.h>
#include <stdint.h>

// What Swift cannot import of MPI: communicators and types are macros that cast. Every call is of MPI_COMM_WORLD, whose
// error handler ends all processes.

/// Begins MPI for calls of one thread; whether it could.
static inline int nabla_mpi_begin(void) {
  int provided = 0;
  return MPI_Init_thread(0, 0, MPI_THREAD_FUNNELED, &provided) == MPI_SUCCESS && provided >= MPI_THREAD_FUNNELED;
}

static inline int nabla_mpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int nabla_mpi_size(void) {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

static inline void nabla_mpi_end(void) { MPI_Finalize(); }

static inline void nabla_mpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }

static inline void nabla_mpi_barrier(void) { MPI_Barrier(MPI_COMM_WORLD); }

/// The largest of each number over all processes.
static inline void nabla_mpi_maxima(uint64_t *numbers, int count) {
  MPI_Allreduce(MPI_IN_PLACE, numbers, count, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD);
}

/// Numbers are 1, 4 or 8 bytes wide, and no more than moved.
static inline MPI_Datatype nabla_mpi_type(int width) {
  return width == 8 ? MPI_UINT64_T : width == 4 ? MPI_UINT32_T : MPI_BYTE;
}

static inline void nabla_mpi_broadcast(int width, void *numbers, int count, int root) {
  MPI_Bcast(numbers, count, nabla_mpi_type(width), root, MPI_COMM_WORLD);
}

/// Each process has its part of `numbers` in place, and gets those of the others.
static inline void nabla_mpi_gather(int width, void *numbers, const int *counts, const int *offsets) {
  MPI_Allgatherv(MPI_IN_PLACE, 0, nabla_mpi_type(width), numbers, counts, offsets, nabla_mpi_type(width),
                 MPI_COMM_WORLD);
}

/// Each process sends a part to each other one.
static inline void nabla_mpi_exchange(int width, const void *sent, const int *sent_counts, const int *sent_offsets,
                                      void *received, const int *received_counts, const int *received_offsets) {
  MPI_Alltoallv(sent, sent_counts, sent_offsets, nabla_mpi_type(width), received, received_counts, received_offsets,
                nabla_mpi_type(width), MPI_COMM_WORLD);
}

/// The sum of each number over all processes, in an order that is MPI's own.
static inline void nabla_mpi_sum(float *numbers, int count) {
  MPI_Allreduce(MPI_IN_PLACE, numbers, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

/// Seconds that a message of some bytes takes from the first process to the last one, the mean of there and back.
static inline double nabla_mpi_message_seconds(void *bytes, int count, int rounds) {
  const int last = nabla_mpi_size() - 1;
  const int rank = nabla_mpi_rank();
  MPI_Barrier(MPI_COMM_WORLD);
  const double start = MPI_Wtime();
  for (int i = 0; i < rounds; i++) {
    if (rank == 0) {
      MPI_Send(bytes, count, MPI_BYTE, last, 0, MPI_COMM_WORLD);
      MPI_Recv(bytes, count, MPI_BYTE, last, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else if (rank == last) {
      MPI_Recv(bytes, count, MPI_BYTE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      MPI_Send(bytes, count, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
    }
  }
  const double seconds = MPI_Wtime() - start;
  return seconds / (2 * rounds);
}

/// A message that is on its way.
typedef struct {
  MPI_Request handle;
} nabla_mpi_request;

/// Between two processes, messages arrive in the order in which they were sent.
static inline nabla_mpi_request nabla_mpi_send(int width, const void *numbers, int count, int to) {
  nabla_mpi_request request;
  MPI_Isend(numbers, count, nabla_mpi_type(width), to, 1, MPI_COMM_WORLD, &request.handle);
  return request;
}

static inline nabla_mpi_request nabla_mpi_receive(int width, void *numbers, int count, int from) {
  nabla_mpi_request request;
  MPI_Irecv(numbers, count, nabla_mpi_type(width), from, 1, MPI_COMM_WORLD, &request.handle);
  return request;
}

/// Lets messages go on; those that have arrived are forgotten.
static inline void nabla_mpi_progress(nabla_mpi_request *requests, int count) {
  int done = 0;
  if (count > 0) MPI_Testall(count, &requests->handle, &done, MPI_STATUSES_IGNORE);
}

static inline void nabla_mpi_wait(nabla_mpi_request *requests, int count) {
  if (count > 0) MPI_Waitall(count, &requests->handle, MPI_STATUSES_IGNORE);
}

/// The number of processes on this machine; called by all of them.
static inline int nabla_mpi_neighbors(void) {
  MPI_Comm machine;
  int size = 1;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_size(machine, &size);
  MPI_Comm_free(&machine);
  return size;
}
