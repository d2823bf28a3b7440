#pragma once
// The content of one object: immutable, hashed while it was written, in memory if small, else in a file that
// no name of the outside is part of. A key never becomes a path.

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "http/message.h"

namespace faultcast::store {

/// Where large contents lie: in files that have no name any more, or in a folder that is kept.
class Disk {
 public:
  /// Files below TMPDIR, else /tmp, unlinked as soon as they are made: not even a killed process leaves one.
  static std::shared_ptr<Disk> temporary();
  /// Keeps files in `folder` (made if it is not there).
  static Result<std::shared_ptr<Disk>> kept(const std::string& folder);
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  /// A file for reading and writing, which no name of the outside is part of. Whoever has it closes it.
  struct File {
    int descriptor = -1;
    std::string name;  ///< within the folder: "b17"; empty: it has none
  };
  Result<File> create();
  [[nodiscard]] std::string path_of(const std::string& name) const { return folder_ + "/" + name; }
  /// Is this a name that create() gives?
  static bool is_name(std::string_view name);
  void remove(const std::string& name) const;
  /// Leave for one more part of an upload to lie in memory, as long as it is held; null: too many do.
  std::shared_ptr<const void> lend_memory();
  /// Removes the files of which `used` says no.
  void remove_strays(const std::function<bool(const std::string& name)>& used) const;

 private:
  Disk(std::string folder, bool keeps) : folder_(std::move(folder)), keeps_(keeps) {}
  std::string folder_;
  bool keeps_;
  std::uint64_t last_ = 0;
  std::shared_ptr<std::size_t> lent_ = std::make_shared<std::size_t>(0);
};

class Blob {
 public:
  ~Blob();
  Blob(const Blob&) = delete;
  Blob& operator=(const Blob&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// 40 lower-case hex digits. Made when first asked for, if the writer was told not to.
  [[nodiscard]] const std::string& sha1() const;
  /// Bytes [from, from+length), clipped to what there is; empty if they cannot be read.
  [[nodiscard]] Bytes read(std::uint64_t from, std::size_t length) const;
  /// All of them, if they lie in memory; empty if they do not.
  [[nodiscard]] ByteView in_memory() const { return memory_; }
  /// A body of an answer. Keeps the blob alive.
  static std::shared_ptr<http::BodySource> source(std::shared_ptr<const Blob> blob, std::uint64_t from,
                                                  std::uint64_t length);

 private:
  friend class BlobWriter;
  friend class Store;
  friend class Assembly;
  Blob() = default;
  static std::shared_ptr<const Blob> of_file(std::shared_ptr<Disk> disk, Disk::File file, std::uint64_t size,
                                             std::string sha1);
  std::uint64_t size_ = 0;
  mutable std::string sha1_;
  Bytes memory_;
  std::shared_ptr<const void> lent_;  ///< for `memory_`, if that is larger than others'
  std::shared_ptr<Disk> disk_;        ///< with `file_`
  Disk::File file_;  ///< one that has a name is opened for each read, else there would be too many
  mutable unsigned kept_by_ = 0;  ///< objects that are written down with this file; 0: it goes with the blob
};

/// Takes content as it comes. Dropped before finish(), it leaves nothing behind.
class BlobWriter {
 public:
  static constexpr std::size_t in_memory = 1u << 20;  ///< more than this goes to a file
  static constexpr std::size_t part_in_memory = 4u
                                                << 20;  ///< the same for a part, while the disk lends memory

  explicit BlobWriter(std::shared_ptr<Disk> disk);
  ~BlobWriter();
  BlobWriter(BlobWriter&&) noexcept;
  BlobWriter& operator=(BlobWriter&&) noexcept;

  /// A part of a larger content, which is put into that and forgotten. Nobody will want its SHA-1, most
  /// likely: it is not made while it comes.
  void is_part();
  /// A content that comes for as long as it likes, beside many others: more than `most` bytes of it (at most
  /// in_memory) go to a file, and its SHA-1 is not made while it comes.
  void is_long(std::size_t most);
  /// About so many bytes will come: room for them need be made once only.
  void expect(std::uint64_t size);
  /// Fails once if a file cannot be made or written, and from then on.
  Result<void> add(ByteView bytes);
  [[nodiscard]] std::uint64_t size() const;
  /// The SHA-1 of what has come so far, 40 hex digits.
  [[nodiscard]] std::string sha1() const;
  /// The registers of SHA-1 after what has come so far, each in little-endian hexadecimal: what the v4 SDKs
  /// call datasha of a part. (COS v4 reference, 3.3) To be asked at multiples of 64 bytes; what came since
  /// the last time is read again for it, so that uploads without it cost nothing more. Empty if that fails.
  [[nodiscard]] std::string sha1_state();
  Result<std::shared_ptr<const Blob>> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace faultcast::store
