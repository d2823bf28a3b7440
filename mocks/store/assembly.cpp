#include "store/assembly.h"

#include <algorithm>

#include "store/file_io.h"

namespace faultcast::store {

namespace {

constexpr std::size_t piece = 1u << 20;

}  // namespace

Assembly::Assembly(std::shared_ptr<Disk> disk, std::uint64_t size) : disk_(std::move(disk)), size_(size) {}

Assembly::~Assembly() {
  if (file_.descriptor >= 0) ::close(file_.descriptor);
  if (!file_.name.empty()) disk_->remove(file_.name);
}

bool Assembly::overlaps(std::uint64_t offset, std::uint64_t size) const {
  const auto after = parts_.upper_bound(offset);
  if (after != parts_.end() && after->first < offset + size) return true;
  if (after == parts_.begin()) return false;
  const auto before = std::prev(after);
  return before->first != offset && before->first + before->second > offset;
}

// A client that did not hear our answer sends a part again.
bool Assembly::same(std::uint64_t offset, const Blob& part) const {
  const auto at = parts_.find(offset);
  if (at == parts_.end() || at->second != part.size()) return false;
  for (std::uint64_t done = 0; done < part.size();) {
    const Bytes bytes = part.read(done, piece);
    if (bytes.empty() || read_at(file_.descriptor, offset + done, bytes.size()) != bytes) return false;
    done += bytes.size();
  }
  return true;
}

Result<void> Assembly::put(std::uint64_t offset, const Blob& part) {
  if (offset > size_ || part.size() > size_ - offset)
    return fail(
        fmt::format("bytes {} to {} reach beyond the declared {}", offset, offset + part.size(), size_));
  if (overlaps(offset, part.size()))
    return fail(fmt::format("bytes {} to {} reach into another part", offset, offset + part.size()));
  if (part.size() == 0) return {};
  if (file_.descriptor < 0) {
    auto file = disk_->create();
    if (!file) return fail(file.error());
    file_ = std::move(*file);
  }
  if (same(offset, part)) return {};
  parts_.erase(offset);  // until all of the new one is there, nothing is
  filled_ = std::min(filled_, offset);
  if (offset < hashed_) {
    hash_ = Sha1();
    hashed_ = 0;
  }
  const ByteView whole = part.in_memory();
  for (std::uint64_t done = 0; done < part.size();) {
    const Bytes read = whole.empty() ? part.read(done, piece) : Bytes();
    const ByteView bytes =
        whole.empty() ? ByteView(read) : whole.subspan(done).first(std::min(piece, whole.size() - done));
    if (bytes.empty()) return fail("the part cannot be read back");
    if (auto written = write_at(file_.descriptor, offset + done, bytes, "content"); !written) return written;
    // In line, it need not be read again.
    if (offset + done == hashed_) {
      hash_.add(bytes);
      hashed_ += bytes.size();
    }
    done += bytes.size();
  }
  parts_[offset] = part.size();
  for (auto at = parts_.find(filled_); at != parts_.end() && at->second > 0; at = parts_.find(filled_))
    filled_ += at->second;
  return hash_on();
}

Result<void> Assembly::hash_on() {
  while (hashed_ < filled_) {
    const Bytes bytes = read_at(file_.descriptor, hashed_,
                                static_cast<std::size_t>(std::min<std::uint64_t>(piece, filled_ - hashed_)));
    if (bytes.empty()) return fail("the content cannot be read back");
    hash_.add(bytes);
    hashed_ += bytes.size();
  }
  return {};
}

std::string Assembly::part_sha1(std::uint64_t offset) const {
  const auto at = parts_.find(offset);
  if (at == parts_.end()) return {};
  Sha1 hash;
  for (std::uint64_t done = 0; done < at->second;) {
    const Bytes bytes = read_at(file_.descriptor, offset + done,
                                static_cast<std::size_t>(std::min<std::uint64_t>(piece, at->second - done)));
    if (bytes.empty()) return {};
    hash.add(bytes);
    done += bytes.size();
  }
  return hash.hex_digest();
}

Result<std::shared_ptr<const Blob>> Assembly::finish() {
  if (filled_ != size_) return fail(fmt::format("{} of {} bytes are there without a gap", filled_, size_));
  if (file_.descriptor < 0) return BlobWriter(disk_).finish();  // nothing at all
  return Blob::of_file(disk_, std::exchange(file_, {}), size_, hash_.hex_digest());
}

}  // namespace faultcast::store
