// From reset to `start_rust`: the window vectors, and the registers that a windowed program with atomics needs.

// Nothing but the reset address is fixed there; the program itself is in RAM.
  .section .init, "ax"
  .global _reset
_reset:
  j 1f
  .balign 4
0: .word _start
1: l32r a0, 0b
  jx a0

  .section .vectors, "ax"
  .org 0x000
  s32e a0, a5, -16
  s32e a1, a5, -12
  s32e a2, a5, -8
  s32e a3, a5, -4
  rfwo
  .org 0x040
  l32e a0, a5, -16
  l32e a1, a5, -12
  l32e a2, a5, -8
  l32e a3, a5, -4
  rfwu
  .org 0x080
  s32e a0, a9, -16
  l32e a0, a1, -12
  s32e a1, a9, -12
  s32e a2, a9, -8
  s32e a3, a9, -4
  s32e a4, a0, -32
  s32e a5, a0, -28
  s32e a6, a0, -24
  s32e a7, a0, -20
  rfwo
  .org 0x0C0
  l32e a0, a9, -16
  l32e a1, a9, -12
  l32e a2, a9, -8
  l32e a7, a1, -12
  l32e a3, a9, -4
  l32e a4, a7, -32
  l32e a5, a7, -28
  l32e a6, a7, -24
  l32e a7, a7, -20
  rfwu
  .org 0x100
  s32e a0, a13, -16
  l32e a0, a1, -12
  s32e a1, a13, -12
  s32e a2, a13, -8
  s32e a3, a13, -4
  s32e a4, a0, -48
  s32e a5, a0, -44
  s32e a6, a0, -40
  s32e a7, a0, -36
  s32e a8, a0, -32
  s32e a9, a0, -28
  s32e a10, a0, -24
  s32e a11, a0, -20
  rfwo
  .org 0x140
  l32e a0, a13, -16
  l32e a1, a13, -12
  l32e a2, a13, -8
  l32e a11, a1, -12
  l32e a3, a13, -4
  l32e a4, a11, -48
  l32e a5, a11, -44
  l32e a6, a11, -40
  l32e a7, a11, -36
  l32e a8, a11, -32
  l32e a9, a11, -28
  l32e a10, a11, -24
  l32e a11, a11, -20
  rfwu
// Every other exception and interrupt ends the program with code 3 (`simcall`, whose operands assemblers disagree about).
  .org 0x180
  .rept 40
  .balign 64
  movi a3, 3
  movi a2, 1
  .byte 0x00, 0x51, 0x00
  .endr

  .section .start, "ax"
  .balign 4
2: .word _stack_top
3: .word 0x4000F
  .global _start
  .balign 4
_start:
  movi a0, 0
  wsr a0, windowbase
  rsync
  movi a0, 1
  wsr a0, windowstart
  rsync
  movi a2, 0
  wsr a2, vecbase
  l32r a2, 3b
  wsr a2, ps
  rsync
  movi a2, 0xFF
  wsr a2, cpenable
  // Compare-and-swap works on memory: else S32C1I is an exception.
  movi a2, 0x15
  wsr a2, atomctl
  isync
  l32r a1, 2b
  movi a0, 0
  call4 start_rust
