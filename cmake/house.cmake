# How the house is built: one library per second-level folder ("room"), whose include path lists only the
# rooms it may see. A wrong-way #include does not compile: every room is published through a folder of its
# own below ${CMAKE_BINARY_DIR}/view, which holds nothing but a link to it.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
include(GNUInstallDirs)
# For tests under sanitizers: lines in traces, and no time spent on optimizing.
set(CMAKE_CXX_FLAGS_CHECKED "-g1")

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
# cpp-httplib is a compiled library in Debian; its macros must be those it was built with.
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
add_library(httplib INTERFACE)
target_link_libraries(httplib INTERFACE PkgConfig::HTTPLIB Threads::Threads)

# OpenSSL is linked into a portable program only: libcpp-httplib brings the shared one anyway.
# cmake/dist.sh lays what is still shared beside the program.
if(FAULTCAST_PORTABLE)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL REQUIRED)

# What Debian has as a static library is linked in: a shared one costs the loader time at every start.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
set_property(TARGET SQLite::SQLite3 APPEND PROPERTY INTERFACE_LINK_LIBRARIES m ${CMAKE_DL_LIBS} Threads::Threads)
add_library(uv INTERFACE)
target_link_libraries(uv INTERFACE uv_a rt ${CMAKE_DL_LIBS} Threads::Threads)
# http-parser comes with neither a CMake nor a pkg-config file.
find_path(HTTP_PARSER_INCLUDE http_parser.h REQUIRED)
find_library(HTTP_PARSER_LIBRARY http_parser REQUIRED)
add_library(http_parser INTERFACE)
target_include_directories(http_parser SYSTEM INTERFACE ${HTTP_PARSER_INCLUDE})
target_link_libraries(http_parser INTERFACE ${HTTP_PARSER_LIBRARY})

add_library(house_rules INTERFACE)
target_compile_options(house_rules INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wnull-dereference -Wimplicit-fallthrough -Werror)
target_compile_definitions(house_rules INTERFACE JSON_DIAGNOSTICS=0)
if(FAULTCAST_SANITIZE)
  target_compile_options(house_rules INTERFACE
    -fsanitize=${FAULTCAST_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(house_rules INTERFACE -fsanitize=${FAULTCAST_SANITIZE})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # When it optimizes, g++ 12 sees overlapping copies in `"text" + string` that cannot overlap (its bug 105651), null
  # pointers in containers that are never empty, copies into the old storage of a vector that grows, and unset
  # values in an optional that was asked before (likewise where the sanitizers' checks are woven in)
  target_compile_options(house_rules INTERFACE
    -Wno-restrict -Wno-null-dereference -Wno-stringop-overflow -Wno-maybe-uninitialized)
endif()
if(FAULTCAST_PORTABLE)
  # --exclude-libs: libcpp-httplib brings its own OpenSSL and must never be bound to the one inside the program.
  # The C++ runtime is not linked in, because exceptions and strings pass between the program and that library.
  # Old tags: an RPATH, unlike a RUNPATH, also serves the libraries that a library needs.
  target_link_options(house_rules INTERFACE -Wl,--exclude-libs,ALL -Wl,--disable-new-dtags -Wl,--gc-sections)
  set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")
endif()

# Headers cost more than code here: a room compiled in pieces of several files takes half the time, and pieces of
# four still rebuild quickly. Off for clang-tidy.
option(FAULTCAST_UNITY "compile the rooms in pieces of several files" ON)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 4)

# room(mocks/rtmp USES base media): the library `rtmp` of mocks/rtmp/*.cpp, included by others as "rtmp/x.h".
function(room folder)
  cmake_parse_arguments(ROOM "" "" "USES" ${ARGN})
  get_filename_component(name ${folder} NAME)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  set(view ${CMAKE_BINARY_DIR}/view/${name})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${view}/${name} SYMBOLIC)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${view})
    target_link_libraries(${name} PUBLIC ${ROOM_USES} PRIVATE house_rules)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ${FAULTCAST_UNITY})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${view})
    target_link_libraries(${name} INTERFACE ${ROOM_USES})
  endif()
endfunction()

# program(faultcast harness/cli USES …): the executable of that folder.
function(program name folder)
  cmake_parse_arguments(PROGRAM "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/harness)
  target_link_libraries(${name} PRIVATE ${PROGRAM_USES} house_rules)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${FAULTCAST_UNITY})
  target_compile_definitions(${name} PRIVATE FAULTCAST_VERSION="${PROJECT_VERSION}")
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# share(fixtures/setups setups): the files of that folder, installed where the program looks for them.
function(share folder name)
  if(EXISTS ${CMAKE_SOURCE_DIR}/${folder})
    install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/faultcast/${name})
  endif()
endfunction()
