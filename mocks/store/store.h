#pragma once
// The objects of one object store: buckets, folders, objects with what is known about each. Owned by the
// stage; which buckets there are, who may enter and what a name may look like is for the services to say:
// here any bucket comes into being with its first object.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "http/query.h"
#include "store/assembly.h"
#include "store/blob.h"

namespace faultcast::store {

/// What is known about an object or a folder.
struct Attributes {
  std::string biz_attr;
  std::string authority;  ///< eInvalid, eWRPrivate, eWPrivateRPublic; empty: never set
  int forbid = 0;
  http::Fields headers;  ///< custom headers, in order
  Millis created = 0, modified = 0;
  bool operator==(const Attributes&) const = default;
};

struct Object {
  std::shared_ptr<const Blob> content;
  Attributes attributes;
};

/// One bucket. Keys are UTF-8 without a leading '/'; a folder's ends in '/'. The root folder "" is always
/// there.
class Bucket {
 public:
  Bucket();
  [[nodiscard]] const Object* object(std::string_view key) const;
  [[nodiscard]] const Attributes* folder(
      std::string_view key) const;  ///< made by create, or by an object below it
  /// An object of this content anywhere in the bucket; null if there is none. For instant uploads.
  [[nodiscard]] const Object* with_sha(std::string_view sha1, std::uint64_t size) const;
  [[nodiscard]] bool empty(std::string_view folder) const;

  /// Puts the object there in one step, replacing what was; makes the folders above it.
  void put(std::string key, Object object);
  void make_folder(std::string key, Attributes attributes);
  /// Changes what is known about an object or a folder; false if it is not there.
  bool change(std::string_view key, const std::function<void(Attributes&)>& by);
  /// False if it is not there, or is a folder that is not empty, or the root.
  bool remove(std::string_view key);

  /// One page of what lies directly in a folder and begins with `prefix` (the rest of the key),
  /// by the bytes of the names.
  struct Entry {
    std::string name;                ///< last part of the key; a folder's ends in '/'
    const Object* object = nullptr;  ///< null: a folder
    const Attributes* attributes = nullptr;
  };
  enum class Which { both, folders, files };
  struct Page {
    std::vector<Entry> entries;
    std::string next;  ///< name of the next page's first entry, for `from`; empty: this was the last
    std::size_t folders = 0, files = 0;  ///< of that prefix in the folder, whatever `from` and `which`
  };
  [[nodiscard]] Page list(std::string_view folder, std::string_view prefix, std::string_view from,
                          std::size_t most, Which which, bool descending) const;

  /// Every object and every folder (the root too), by key: for `faultcast objects` and for keeping them.
  [[nodiscard]] const std::map<std::string, Object, std::less<>>& objects() const { return objects_; }
  [[nodiscard]] const std::map<std::string, Attributes, std::less<>>& folders() const { return folders_; }

 private:
  std::map<std::string, Object, std::less<>> objects_;
  std::map<std::string, Attributes, std::less<>> folders_;
  std::set<std::pair<std::string, std::string>> by_sha_;  ///< SHA-1, key
};

class Store {
 public:
  /// Nothing is kept: contents over 1 MiB lie in a temporary folder.
  Store();
  /// Everything is kept in `folder`, and read from there now. Fails if another process uses it, or if what
  /// lies there is no such folder. A line that a killed process left unfinished, and objects whose file is
  /// gone, are lost and nothing else.
  static Result<std::unique_ptr<Store>> open(const std::string& folder);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] BlobWriter writer() const { return BlobWriter(disk_); }
  [[nodiscard]] std::unique_ptr<Assembly> assembly(std::uint64_t size) const {
    return std::make_unique<Assembly>(disk_, size);
  }
  [[nodiscard]] const Bucket& bucket(std::string_view name) const;  ///< an empty one if there is none
  [[nodiscard]] std::vector<std::string> buckets() const;

  // Changes: each is written down before it returns where everything is kept. One that cannot be is made all
  // the same, and is told by trouble().
  void put(const std::string& bucket, std::string key, Object object);
  void make_folder(const std::string& bucket, std::string key, Attributes attributes);
  bool change(const std::string& bucket, std::string_view key, const std::function<void(Attributes&)>& by);
  bool remove(const std::string& bucket, std::string_view key);
  /// Forgets everything, also on disk.
  void clear();
  /// The first change that could not be written down.
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

 private:
  explicit Store(std::shared_ptr<Disk> disk);
  bool noted(const Result<void>& written);
  struct Log;
  std::shared_ptr<Disk> disk_;
  std::unique_ptr<Log> log_;  ///< null: nothing is kept
  std::map<std::string, Bucket, std::less<>> buckets_;
  Bucket none_;
  std::optional<Error> trouble_;
};

}  // namespace faultcast::store
