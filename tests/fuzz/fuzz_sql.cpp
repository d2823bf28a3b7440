// Whatever a statement holds, it is answered: by rows, or by an error with a number and a sentence; and
// nothing but a statement that was understood changes the tables.

#include "base/bytes.h"
#include "database/database.h"
#include "database/settings.h"
#include "fuzz/require.h"

using namespace faultcast;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const setup::Catalogue catalogue = [] {
    setup::Catalogue built;
    built.add(database::settings());
    return built;
  }();
  static const setup::Setup setup(catalogue);
  static database::Database server(setup);
  const std::string_view sql = as_text({data, size});
  const auto before = server.all("tape_data").rows;
  const auto answer = server.execute(sql);
  if (!answer) {
    require(answer.error().number > 1000 && !answer.error().message.empty(), "an error has a sentence");
    require(server.all("tape_data").rows == before, "what is refused changes nothing");
  } else {
    for (const auto& row : answer->rows)
      require(row.size() == answer->columns.size(), "a row has a value per column");
    require(database::parse(sql).has_value(), "what was done had been understood");
  }
  server.clear();
  return 0;
}
