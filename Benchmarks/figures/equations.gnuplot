# The error of the solutions of differential equations against time, both axes logarithmic: a line a start, a color an equation.
# Called by the script 'equations', which sets data, terminal, output, machine and names.
if (terminal eq 'svg') set terminal svg size 800,540 font 'sans-serif,14' background 'white'
if (terminal eq 'png') set terminal pngcairo size 1200,810 font 'sans-serif,15' background 'white'
set output output
set title "Differential equations solved by Levenberg and Marquardt's method" offset 0,1
set label 1 machine at graph 0.5,1.03 center font ',11' noenhanced
set logscale xy
set format y '10^{%L}'
set xlabel 'seconds'
set ylabel 'relative L_2 error'
set grid xtics ytics lc rgb '#dddddd' lt 1
set key outside right top noenhanced
set border 3
set tics nomirror
array colors[6] = [0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0xd55e00, 0x56b4e9]
plot data using 1:2:(colors[int($3)]) with lines lw 1.5 lc rgb variable notitle, \
     for [i = 1:words(names)] NaN with lines lw 2 lc rgb colors[i] title word(names, i)
