#pragma once
// The stock backend's statements, byte for byte as it sends them, and what it logs when they fail.
// (Backend reference, 5, 8, 12; recordings of A17)

#include "backend/script.h"

namespace faultcast::backend {

/// A row of live_data as RequestLVBAddr writes it; what the app did not say is none.
struct LiveEntry {
  std::string user, stream, group, title, push_url, play_url, hls_play_url;
  std::vector<std::pair<std::string, std::string>> more;  ///< nickname, headpic, frontcover, location, desc
};

struct Tape {
  std::string stream, file_id, url, format;
  std::string start, end;  ///< as they came: the statement takes them unchecked
};

class Dao {
 public:
  explicit Dao(Script& script) : script_(script) {}

  // false: the statement failed, and the log says why.
  bool set_live(const LiveEntry& entry);
  bool set_status_of_stream(const std::string& stream, int status);
  bool set_status_of_user(const std::string& user, int status);
  enum class Stored { yes, unknown_stream, failed };
  Stored add_tape(const Tape& tape);

  struct List {
    std::string table;  ///< live_data, tape_data
    std::string where;  ///< with the word; may be empty
    std::string count_where;
    Script::Place count_place;
    std::string count_text;
  };
  std::optional<std::string> count(const List& list);
  std::optional<database::Rows> page(const List& list, std::int64_t from, std::int64_t size);

  // The online check.
  std::optional<database::Rows> online();
  bool set_check(const std::string& stream, int status, int check_status);

 private:
  bool write(const std::string& sql, const Script::Place& at, std::string_view text);
  std::optional<std::string> same_stream(const std::string& user, const Tape& tape, bool& failed);

  Script& script_;
};

}  // namespace faultcast::backend
