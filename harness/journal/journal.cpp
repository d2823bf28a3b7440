#include "journal/journal.h"

#include <algorithm>
#include <chrono>

#include "journal/file_writer.h"

namespace faultcast::journal {

namespace {

std::size_t size_of(const Exchange& exchange) {
  std::size_t size = sizeof(Exchange) + exchange.request.head.capacity() + exchange.answer.head.capacity();
  for (const auto& [name, value] : exchange.fields)
    size += name.capacity() + value.capacity() + 2 * sizeof(std::string);
  for (const auto& fact : exchange.verdict.facts)
    size += fact.came.capacity() + fact.right.capacity() + sizeof fact;
  for (const auto& fit : exchange.verdict.fits) size += fit.en.capacity() + fit.zh.capacity() + sizeof fit;
  return size + exchange.verdict.because.en.capacity() + exchange.verdict.because.zh.capacity();
}

}  // namespace

Journal::Journal(Limits limits) : limits_(limits) {}
Journal::~Journal() = default;

Result<void> Journal::write_to(const std::string& path) {
  auto file = FileWriter::open(path);
  if (!file) return fail(file.error());
  const std::lock_guard lock(mutex_);
  file_ = std::move(*file);
  last_id_ = std::max(last_id_, file_->last_id());
  return {};
}

bool Journal::flush_file() {
  return file_ == nullptr || file_->flush();
}

void Journal::saw(Exchange exchange) {
  Entry entry;
  {
    const std::lock_guard lock(mutex_);
    exchange.id = ++last_id_;
    bytes_ += size_of(exchange);
    entry = std::make_shared<const Exchange>(std::move(exchange));
    ring_.push_back(entry);
    while (ring_.size() > 1 && (ring_.size() > limits_.count || bytes_ > limits_.bytes)) {
      bytes_ -= size_of(*ring_.front());
      ring_.pop_front();
      ++evicted_;
    }
    if (file_) file_->add(entry);
  }
  changed_.notify_all();
  if (told_) told_(entry);
}

Entry Journal::get(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto at = std::lower_bound(ring_.begin(), ring_.end(), id,
                                   [](const Entry& e, std::uint64_t wanted) { return e->id < wanted; });
  return at != ring_.end() && (*at)->id == id ? *at : nullptr;
}

std::vector<Entry> Journal::since_locked(std::uint64_t after, std::size_t limit) const {
  auto at = std::upper_bound(ring_.begin(), ring_.end(), after,
                             [](std::uint64_t wanted, const Entry& e) { return wanted < e->id; });
  std::vector<Entry> out;
  for (; at != ring_.end() && out.size() < limit; ++at) out.push_back(*at);
  return out;
}

std::vector<Entry> Journal::since(std::uint64_t after, std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  return since_locked(after, limit);
}

std::vector<Entry> Journal::wait_since(std::uint64_t after, std::size_t limit, int patience_ms) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(patience_ms), [&] { return last_id_ > after; });
  return since_locked(after, limit);
}

std::uint64_t Journal::last_id() const {
  const std::lock_guard lock(mutex_);
  return last_id_;
}

std::uint64_t Journal::evicted() const {
  const std::lock_guard lock(mutex_);
  return evicted_;
}

void Journal::clear() {
  const std::lock_guard lock(mutex_);
  ring_.clear();
  bytes_ = 0;
}

}  // namespace faultcast::journal
