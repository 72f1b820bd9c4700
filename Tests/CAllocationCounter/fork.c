#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CAllocationCounter.h"

int nabla_run_in_fork(int (*body)(void *), void *context, unsigned seconds) {
  const pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    alarm(seconds);
    _exit(body(context));
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}
