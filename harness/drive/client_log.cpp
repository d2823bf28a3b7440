#include "drive/client_log.h"

namespace faultcast::drive {

void ClientLog::add(ClientLine line) {
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
}

std::vector<ClientLine> ClientLog::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

}  // namespace faultcast::drive
