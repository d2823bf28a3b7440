#include "cli/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

namespace faultcast::cli {

const int Signals::wake_up = SIGUSR2;

namespace {

sigset_t ours() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, Signals::wake_up}) sigaddset(&set, signal);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = ours();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::optional<int> Signals::wait(int milliseconds) const {
  const sigset_t set = ours();
  const timespec patience{milliseconds / 1000, milliseconds % 1000 * 1000000L};
  const int signal = sigtimedwait(&set, nullptr, &patience);
  return signal > 0 ? std::optional(signal) : std::nullopt;
}

void Signals::wake() {
  kill(getpid(), wake_up);
}

}  // namespace faultcast::cli
