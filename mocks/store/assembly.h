#pragma once
// A large content put together from parts that come in any order. Hashed as the parts fall into line, so that
// the last one leaves little to do.

#include <map>
#include <memory>

#include "base/sha1.h"
#include "store/blob.h"

namespace faultcast::store {

class Assembly {
 public:
  /// `size`: of the whole. Dropped before finish(), it leaves nothing behind.
  Assembly(std::shared_ptr<Disk> disk, std::uint64_t size);
  ~Assembly();
  Assembly(const Assembly&) = delete;
  Assembly& operator=(const Assembly&) = delete;

  /// A whole part; one that came before at the same place is replaced, and an empty one is nothing. Fails if
  /// it reaches beyond the end or into another part, or if it cannot be stored.
  Result<void> put(std::uint64_t offset, const Blob& part);

  /// Offset -> size of what is there.
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& parts() const { return parts_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Up to where it is there without a gap.
  [[nodiscard]] std::uint64_t filled() const { return filled_; }
  /// The SHA-1 of one part alone, 40 hex digits; empty if there is none.
  [[nodiscard]] std::string part_sha1(std::uint64_t offset) const;
  /// The whole. Only when all of it is there; nothing can be put afterwards.
  Result<std::shared_ptr<const Blob>> finish();

 private:
  [[nodiscard]] bool overlaps(std::uint64_t offset, std::uint64_t size) const;
  [[nodiscard]] bool same(std::uint64_t offset, const Blob& part) const;
  Result<void> hash_on();

  std::shared_ptr<Disk> disk_;
  std::uint64_t size_;
  Disk::File file_;
  std::map<std::uint64_t, std::uint64_t> parts_;
  Sha1 hash_;
  std::uint64_t filled_ = 0, hashed_ = 0;
};

}  // namespace faultcast::store
