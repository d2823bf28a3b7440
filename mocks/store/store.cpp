#include "store/store.h"

#include <utility>

#include "store/log.h"

namespace faultcast::store {

Store::Store() : Store(Disk::temporary()) {}
Store::Store(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::string& folder) {
  auto disk = Disk::kept(folder);
  if (!disk) return fail(disk.error());
  auto log = Log::open(folder, *disk);
  if (!log) return fail(log.error());
  auto store = std::unique_ptr<Store>(new Store(std::move(*disk)));
  if (auto played = (*log)->replay(*store); !played) return fail(played.error());
  store->log_ = std::move(*log);
  return store;
}

const Bucket& Store::bucket(std::string_view name) const {
  const auto at = buckets_.find(name);
  return at == buckets_.end() ? none_ : at->second;
}

std::vector<std::string> Store::buckets() const {
  std::vector<std::string> names;
  for (const auto& [name, bucket] : buckets_) names.push_back(name);
  return names;
}

bool Store::noted(const Result<void>& written) {
  if (!written && !trouble_) trouble_ = written.error();
  return written.has_value();
}

void Store::put(const std::string& bucket, std::string key, Object object) {
  Bucket& to = buckets_[bucket];
  if (log_) {
    if (auto settled = log_->settle(object.content); !settled) {
      noted(fail(settled.error()));
    } else {
      object.content = std::move(*settled);
      // What is not written down leaves the file of what is.
      if (noted(log_->put(bucket, key, object))) {
        Log::release(to.object(key));
        Log::keep(object);
      }
    }
  }
  to.put(std::move(key), std::move(object));
}

void Store::make_folder(const std::string& bucket, std::string key, Attributes attributes) {
  if (log_) noted(log_->folder(bucket, key, attributes));
  buckets_[bucket].make_folder(std::move(key), std::move(attributes));
}

bool Store::change(const std::string& bucket, std::string_view key,
                   const std::function<void(Attributes&)>& by) {
  const auto at = buckets_.find(bucket);
  if (at == buckets_.end()) return false;
  return at->second.change(key, [&](Attributes& attributes) {
    by(attributes);
    if (log_) noted(log_->change(bucket, key, attributes));
  });
}

bool Store::remove(const std::string& bucket, std::string_view key) {
  const auto at = buckets_.find(bucket);
  if (at == buckets_.end()) return false;
  // Held beyond its removal: written down first, then the file goes.
  const Object* old = at->second.object(key);
  const Object held = old != nullptr ? *old : Object{};
  if (!at->second.remove(key)) return false;
  if (log_ && noted(log_->remove(bucket, key)) && held.content) Log::release(&held);
  return true;
}

void Store::clear() {
  if (log_ && noted(log_->forget_all()))
    for (const auto& [name, bucket] : buckets_)
      for (const auto& [key, object] : bucket.objects()) Log::release(&object);
  buckets_.clear();
}

}  // namespace faultcast::store
