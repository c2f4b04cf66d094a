-- Wireshark's dissector for captures of strikeplate: messages in the clear on the interface
-- `messages`, and on the interface `att` the begin of each message on the lock's characteristics.
-- Put it into Wireshark's plugin folder, or start `tshark -X lua_script:FILE`.

--@tables@

local strikeplate = Proto("strikeplate", "Nuki Smart Lock API message")
local DIRECTIONS = { [0] = "to the lock", [1] = "from the lock" }
local NAMES = {}
for id, command in pairs(COMMANDS) do NAMES[id] = command.name end

local f = strikeplate.fields
f.direction = ProtoField.uint8("strikeplate.direction", "Direction", base.DEC, DIRECTIONS)
f.text = ProtoField.string("strikeplate.text", "In words")
f.command = ProtoField.uint16("strikeplate.command", "Command", base.HEX, NAMES)
f.payload = ProtoField.bytes("strikeplate.payload", "Payload")
f.tail = ProtoField.bytes("strikeplate.tail", "Behind the fields")

local YES = { [0] = "no", [1] = "yes" }
local MAKE = {
  u8 = function(abbr, name) return ProtoField.uint8(abbr, name, base.DEC) end,
  u16 = function(abbr, name) return ProtoField.uint16(abbr, name, base.DEC) end,
  u32 = function(abbr, name) return ProtoField.uint32(abbr, name, base.DEC) end,
  i8 = function(abbr, name) return ProtoField.int8(abbr, name, base.DEC) end,
  i16 = function(abbr, name) return ProtoField.int16(abbr, name, base.DEC) end,
  f32 = function(abbr, name) return ProtoField.float(abbr, name) end,
  flag = function(abbr, name) return ProtoField.uint8(abbr, name, base.DEC, YES) end,
  code = function(abbr, name, set) return ProtoField.uint8(abbr, name, base.HEX, CODES[set]) end,
  command = function(abbr, name) return ProtoField.uint16(abbr, name, base.HEX, NAMES) end,
  bytes = function(abbr, name) return ProtoField.bytes(abbr, name) end,
  text = function(abbr, name) return ProtoField.string(abbr, name) end,
  date = function(abbr, name) return ProtoField.string(abbr, name) end,
  time = function(abbr, name) return ProtoField.string(abbr, name) end,
}
for _, command in pairs(COMMANDS) do
  for _, field in ipairs(command.fields) do
    local abbr = "strikeplate." .. command.name .. "." .. field.name
    field.proto = MAKE[field.kind](abbr, field.name, field.set)
    f[command.name .. "_" .. field.name] = field.proto
  end
end

-- What the fields behind this one need at least.
local function needed(fields, from)
  local sum = 0
  for place = from, #fields do
    if fields[place].when == nil then sum = sum + (fields[place].width or 0) end
  end
  return sum
end

local function show(field, range)
  if field.kind == "date" then
    return string.format("%04d-%02d-%02d %02d:%02d:%02d", range(0, 2):le_uint(), range(2, 1):uint(),
      range(3, 1):uint(), range(4, 1):uint(), range(5, 1):uint(), range(6, 1):uint())
  elseif field.kind == "time" then
    return string.format("%02d:%02d", range(0, 1):uint(), range(1, 1):uint())
  end
  return range:stringz()
end

-- Whether a field is there; fields of later versions are told by the length alone.
local function present(field, fields, place, left, seen)
  if field.when == "later" then
    return left - (field.width or 0) >= needed(fields, place + 1)
  elseif field.when ~= nil then
    return (seen[field.when] or 0) ~= 0
  end
  return true
end

local function payload(command, buffer, tree)
  local at, seen = 0, {}
  for place, field in ipairs(command.fields) do
    local left = buffer:len() - at
    if present(field, command.fields, place, left, seen) then
      local width = field.width or left
      if width > left then break end
      if width > 0 then
        local range = buffer(at, width)
        if field.kind == "date" or field.kind == "time" or field.kind == "text" then
          tree:add(field.proto, range, show(field, range))
        else
          tree:add_le(field.proto, range)
        end
        if width == 1 then seen[field.name] = range:uint() end
      end
      at = at + width
    end
  end
  if at < buffer:len() then tree:add(f.tail, buffer(at)) end
end

function strikeplate.dissector(buffer, pinfo, tree)
  if buffer:len() < 4 or buffer(0, 1):uint() ~= 1 then return 0 end
  local length = buffer(2, 2):le_uint()
  if buffer:len() < 4 + length then return 0 end
  local text = buffer(4, length):string()
  pinfo.cols.protocol = "Nuki"
  pinfo.cols.info = (buffer(1, 1):uint() == 1 and "<- " or "-> ") .. text
  local own = tree:add(strikeplate, buffer(), "Nuki Smart Lock API")
  own:add(f.direction, buffer(1, 1))
  own:add(f.text, buffer(4, length))
  local at = 4 + length
  if buffer:len() < at + 2 then return buffer:len() end
  local id = buffer(at, 2):le_uint()
  own:add_le(f.command, buffer(at, 2))
  if buffer:len() == at + 2 then return buffer:len() end
  local rest = buffer(at + 2):tvb()
  if COMMANDS[id] then payload(COMMANDS[id], rest, own) else own:add(f.payload, rest()) end
  return buffer:len()
end

-- On the air a message comes in pieces of any size: what a value is can be told of a first piece only.
local value = Proto("strikeplate_value", "Nuki Smart Lock API value")
value.fields.size = ProtoField.uint32("strikeplate_value.size", "Bytes", base.DEC)
value.fields.data = ProtoField.bytes("strikeplate_value.data", "Value")

function value.dissector(buffer, pinfo, tree)
  local own = tree:add(value, buffer(), "Nuki Smart Lock API, " .. buffer:len() .. " bytes of a message")
  own:add(value.fields.size, buffer(), buffer:len())
  if buffer:len() > 0 then own:add(value.fields.data, buffer()) end
  return buffer:len()
end

local uuids = DissectorTable.get("bluetooth.uuid")
for _, uuid in ipairs(UUIDS) do uuids:add(uuid, value) end
